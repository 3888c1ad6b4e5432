// Proxies of Comlink, a library by which a page calls into its workers. Such a proxy answers every property with another
// proxy, so what it can do must not be asked of it: it can be called and awaited.

let endpoint: symbol | undefined;

/** `Comlink` is that library's module. */
export function registerComlink(Comlink: { createEndpoint: symbol }): void {
  if (typeof Comlink?.createEndpoint !== "symbol")
    throw new TypeError("registerComlink takes the module Comlink (import * as Comlink from 'comlink')");
  endpoint = Comlink.createEndpoint;
}

export function isComlinkProxy(value: any): boolean {
  return endpoint !== undefined && typeof value === "function" && value[endpoint] !== undefined;
}
