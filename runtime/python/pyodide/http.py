"""HTTP by the page's own means: fetch (asynchronous) and XMLHttpRequest (synchronous)."""

import json as _json
from collections.abc import Callable
from io import StringIO
from typing import Any

from _pyodide_core import JsException, global_this, to_js

__all__ = [
    "AbortError",
    "BodyUsedError",
    "FetchResponse",
    "HttpStatusError",
    "open_url",
    "pyfetch",
    "pyxhr",
]


class HttpStatusError(OSError):
    """A response whose status says failure. Has `status`, `status_text` and `url`."""

    def __init__(self, status: int, status_text: str, url: str):
        self.status = status
        self.status_text = status_text
        self.url = url
        kind = "Client Error" if 400 <= status < 500 else "Server Error" if status >= 500 else "Invalid error code not between 400 and 599"
        super().__init__(f"{status} {kind}: {status_text} for url: {url}")

    def __reduce__(self):
        return type(self), (self.status, self.status_text, self.url)


class BodyUsedError(OSError):
    """The body of a response was read already."""

    def __init__(self, *args):
        super().__init__("Response body is already used" if not args else args[0])


class AbortError(OSError):
    """The request was aborted."""

    def __init__(self, reason: Any = None):
        super().__init__(getattr(reason, "message", None) or str(reason))


class FetchResponse:
    """The answer to pyfetch(). Its body may be read once (see clone())."""

    def __init__(self, url: str, js_response: Any, abort_controller: Any = None, abort_signal: Any = None):
        self._url = url
        self.js_response = js_response
        self.abort_controller = abort_controller
        self.abort_signal = abort_signal

    @property
    def body_used(self) -> bool:
        """Whether the body was read already."""
        return self.js_response.bodyUsed

    @property
    def headers(self) -> dict[str, str]:
        """The headers, with lower-case names."""
        return {name: value for name, value in self.js_response.headers.entries()}

    @property
    def ok(self) -> bool:
        """Whether the status is one of success (200 to 299)."""
        return self.js_response.ok

    @property
    def redirected(self) -> bool:
        """Whether this is the answer of another address than the one asked."""
        return self.js_response.redirected

    @property
    def status(self) -> int:
        """The status, for example 404."""
        return self.js_response.status

    @property
    def status_text(self) -> str:
        """The status as words."""
        return self.js_response.statusText

    @property
    def type(self) -> str:
        """JavaScript's Response.type."""
        return self.js_response.type

    @property
    def url(self) -> str:
        """The address after redirections."""
        return self.js_response.url

    def raise_for_status(self) -> None:
        """HttpStatusError when the status says failure."""
        if 400 <= self.status < 600:
            raise HttpStatusError(self.status, self.status_text, self.url)

    def clone(self) -> "FetchResponse":
        """A copy whose body can be read separately."""
        self._check_unused()
        return FetchResponse(self._url, self.js_response.clone(), self.abort_controller, self.abort_signal)

    def abort(self, reason: Any = None) -> None:
        """Stop the transfer."""
        if self.abort_controller is None:
            raise ValueError("this response did not come from pyfetch(), which could abort it")
        self.abort_controller.abort(*(() if reason is None else (reason,)))

    def _check_unused(self) -> None:
        if self.abort_signal is not None and self.abort_signal.aborted:
            raise AbortError(self.abort_signal.reason)
        if self.js_response.bodyUsed:
            raise BodyUsedError()

    async def _body(self, read: str) -> Any:
        self._check_unused()
        try:
            return await getattr(self.js_response, read)()
        except JsException as error:
            raise _as_abort(error) or OSError(f"{self._url}: the answer ended early ({error.message})") from None

    async def buffer(self) -> Any:
        """The body as a JavaScript ArrayBuffer."""
        return await self._body("arrayBuffer")

    async def text(self) -> str:
        """The body as a text (decoded as UTF-8)."""
        return await self._body("text")

    string = text

    async def json(self, **kwargs: Any) -> Any:
        """The body's JSON value; arguments as for json.loads."""
        return _json.loads(await self.text(), **kwargs)

    async def memoryview(self) -> "memoryview":
        """The body as a memoryview."""
        return (await self.buffer()).to_memoryview()

    async def bytes(self) -> bytes:
        """The body as bytes."""
        return (await self.buffer()).to_bytes()

    async def unpack_archive(self, *, extract_dir: str | None = None, format: str | None = None) -> None:
        """Treat the body as an archive and unpack it (formats as shutil.unpack_archive, and `wheel`)."""
        import shutil
        from tempfile import NamedTemporaryFile

        data = await self.bytes()
        name = self._url.partition("?")[0].rpartition("/")[2]
        suffix = "." + name.partition(".")[2] if "." in name else ""
        if format in ("wheel", "whl") or (format is None and suffix.endswith(".whl")):
            format = "zip"
        with NamedTemporaryFile(suffix=suffix) as file:
            file.write(data)
            file.flush()
            shutil.unpack_archive(file.name, extract_dir, format)


def _as_abort(error: JsException) -> AbortError | None:
    return AbortError(error) if error.name in ("AbortError", "TimeoutError") else None


def _unreachable(url: str, error: JsException) -> str:
    """A browser does not say more than that a request failed, so that pages cannot look around in the reader's network."""
    if hasattr(global_this(), "location"):
        return f"{url}: the server cannot be reached, or does not let this page read its answer (CORS): {error.message}"
    return f"{url}: {error.message}"


def _js_options(options: dict[str, Any]) -> Any:
    return to_js(options, dict_converter=global_this().Object.fromEntries)


async def pyfetch(url: Any, /, *, signal: Any = None, fetcher: Callable | None = None, **kwargs: Any) -> FetchResponse:
    """Fetch an address.

    Parameters
    ----------
    url:
        The address, or a JavaScript Request.
    signal:
        An AbortSignal; without one FetchResponse.abort() works.
    fetcher:
        A function in place of JavaScript's fetch, called with a JavaScript Request and the options.
    kwargs:
        Options of fetch: method, headers, body, credentials …
    """
    js = global_this()
    controller = js.AbortController.new()
    signal = controller.signal if signal is None else js.AbortSignal.any(to_js([signal, controller.signal]))
    options = _js_options({**kwargs, "signal": signal})
    address = url if isinstance(url, str) else url.url
    try:
        if fetcher is None:
            response = await js.fetch(url, options)
        else:
            response = await fetcher(js.Request.new(url, options), options)
    except JsException as error:
        raise _as_abort(error) or OSError(_unreachable(address, error)) from error
    return FetchResponse(address, response, controller, signal)


def open_url(url: str) -> StringIO:
    """The text at an address, fetched while the page waits (browsers only). HTTP errors are not raised."""
    request = _request_class().new()
    request.open("GET", url, False)
    try:
        request.send()
    except JsException as error:
        raise XHRNetworkError(_unreachable(url, error)) from error
    return StringIO(request.response)


def _request_class() -> Any:
    request_class = getattr(global_this(), "XMLHttpRequest", None)
    if request_class is None:
        raise RuntimeError("XMLHttpRequest is not available here: synchronous requests work in browsers only, use pyfetch()")
    return request_class


class XHRError(OSError):
    """A synchronous request failed."""


class XHRNetworkError(XHRError):
    """The server could not be reached, or its answer may not be read from this page."""


class XHRTimeoutError(XHRError):
    """The answer took too long."""


class XHRResponse:
    """The answer to a request of pyxhr."""

    def __init__(self, request: Any, body: bytes):
        self._request = request
        self.content = body

    @property
    def status_code(self) -> int:
        """The status, for example 404."""
        return self._request.status

    @property
    def reason(self) -> str:
        """The status as words."""
        return self._request.statusText

    @property
    def ok(self) -> bool:
        """Whether the status does not say failure."""
        return self.status_code < 400

    @property
    def url(self) -> str:
        """The address after redirections."""
        return self._request.responseURL

    @property
    def headers(self) -> dict[str, str]:
        """The headers, with lower-case names."""
        lines = (self._request.getAllResponseHeaders() or "").strip().split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        return {name.strip().lower(): value.strip() for name, _, value in pairs}

    @property
    def text(self) -> str:
        """The body as a text (decoded as UTF-8)."""
        return self.content.decode(errors="replace")

    def json(self, **kwargs: Any) -> Any:
        """The body's JSON value."""
        return _json.loads(self.content, **kwargs)

    def raise_for_status(self) -> None:
        """HttpStatusError when the status says failure."""
        if 400 <= self.status_code < 600:
            raise HttpStatusError(self.status_code, self.reason, self.url)


def _with_parameters(url: str, params: dict | None) -> str:
    from urllib.parse import urlencode

    if not params:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params, doseq=True)}"


def _body_of(data: Any, json: Any, headers: dict[str, str]) -> Any:
    if json is not None:
        headers.setdefault("Content-Type", "application/json")
        return _json.dumps(json)
    if isinstance(data, dict):
        from urllib.parse import urlencode

        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return urlencode(data, doseq=True)
    return to_js(data) if isinstance(data, (bytes, bytearray, memoryview)) else data


class pyxhr:
    """Requests that the page waits for (browsers only), in the manner of the package `requests`."""

    @staticmethod
    def request(
        method: str,
        url: str,
        *,
        params: dict | None = None,
        data: Any = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
    ) -> XHRResponse:
        """Send a request and wait for the answer."""
        headers = dict(headers or {})
        request = _request_class().new()
        request.open(method.upper(), _with_parameters(url, params), False, *(auth or ()))
        in_worker = not hasattr(global_this(), "document")
        if in_worker:  # a page may set neither for a synchronous request
            request.responseType = "arraybuffer"
            if timeout is not None:
                request.timeout = int(timeout * 1000)
        else:
            request.overrideMimeType("text/plain; charset=x-user-defined")
        body = _body_of(data, json, headers)
        for name, value in headers.items():
            request.setRequestHeader(name, value)
        try:
            request.send(*(() if body is None else (body,)))
        except JsException as error:
            if error.name == "TimeoutError":
                raise XHRTimeoutError(error.message) from error
            raise XHRNetworkError(_unreachable(url, error)) from error
        answer = request.response
        content = answer.to_bytes() if in_worker else bytes(ord(character) & 0xFF for character in answer or "")
        return XHRResponse(request, content)

    @staticmethod
    def get(url: str, **kwargs: Any) -> XHRResponse:
        """A GET request."""
        return pyxhr.request("GET", url, **kwargs)

    @staticmethod
    def post(url: str, **kwargs: Any) -> XHRResponse:
        """A POST request."""
        return pyxhr.request("POST", url, **kwargs)

    @staticmethod
    def put(url: str, **kwargs: Any) -> XHRResponse:
        """A PUT request."""
        return pyxhr.request("PUT", url, **kwargs)

    @staticmethod
    def patch(url: str, **kwargs: Any) -> XHRResponse:
        """A PATCH request."""
        return pyxhr.request("PATCH", url, **kwargs)

    @staticmethod
    def delete(url: str, **kwargs: Any) -> XHRResponse:
        """A DELETE request."""
        return pyxhr.request("DELETE", url, **kwargs)

    @staticmethod
    def head(url: str, **kwargs: Any) -> XHRResponse:
        """A HEAD request."""
        return pyxhr.request("HEAD", url, **kwargs)

    @staticmethod
    def options(url: str, **kwargs: Any) -> XHRResponse:
        """An OPTIONS request."""
        return pyxhr.request("OPTIONS", url, **kwargs)
