// SHA-256 of downloads, checked wherever the code runs.

import { inNode, nodeModule } from "./environment.ts";

export async function sha256(bytes: Uint8Array): Promise<string> {
  if (inNode) {
    const { createHash } = await nodeModule("node:crypto");
    return createHash("sha256").update(bytes).digest("hex");
  }
  if (globalThis.crypto?.subtle === undefined) {
    throw new Error(
      "packages cannot be verified here: the browser offers cryptography only to pages that came over https or " +
        "from localhost; serve the page so, or pass checkIntegrity: false",
    );
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
