// What shows one output item; items of the same key are given to the same view as they grow.

export interface ItemView<Item> {
  readonly dom: HTMLElement;
  update(item: Item): void;
}
