// HTML that a notebook made, for the page's own document: an allow-list, no scripts, no styles, no ids that could pass
// for the page's own, links that leave the page open elsewhere.
import DOMPurify from "dompurify";

const allowedTags = [
  ..."a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6".split(
    " ",
  ),
  ..."hr i img input ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead".split(
    " ",
  ),
  ..."tr u ul var".split(" "),
];

const allowedAttributes = [
  ..."href src alt title width height align colspan rowspan scope start type checked disabled open class lang dir".split(
    " ",
  ),
  "data-tex",
  "data-display",
];

export function sanitise(html: string): DocumentFragment {
  // Style elements would go anyway; without them the browser has no violation of the page's policy to report.
  const fragment = DOMPurify.sanitize(html.replace(/<style\b[\s\S]*?<\/style>/gi, ""), {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: allowedAttributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ADD_URI_SAFE_ATTR: ["data-tex", "data-display"],
    // Known schemes, or no scheme at all; the last two parts are DOMPurify's own.
    ALLOWED_URI_REGEXP:
      /^(?:(?:https?|mailto):|data:image\/(?:png|jpeg|gif|webp|svg\+xml);|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  for (const input of fragment.querySelectorAll("input")) {
    if (input.type === "checkbox") input.disabled = true;
    else input.remove();
  }
  for (const marked of fragment.querySelectorAll("[class]")) {
    // The page's own classes carry meaning (and looks); a notebook may not borrow them.
    marked.setAttribute("class", [...marked.classList].filter((name) => !name.startsWith("kelp-")).join(" "));
  }
  return fragment;
}
