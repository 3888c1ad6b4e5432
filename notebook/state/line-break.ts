// The editor knows one line break for a whole document. Where a text uses several, it is split at line feeds only and
// the carriage returns stay in their lines, so that saving an unedited document gives back the same bytes.

export function lineBreakOf(text: string): "\n" | "\r\n" {
  return text.includes("\r\n") && !/\r(?!\n)|(?<!\r)\n/.test(text) ? "\r\n" : "\n";
}
