/** Keeps what arrives, and wakes those who wait for a number of it. */
export function collector<Item>() {
  const items: Item[] = [];
  let waiting: { count: number; wake: () => void }[] = [];
  return {
    items,
    add(item: Item): void {
      items.push(item);
      for (const { wake } of waiting.filter(({ count }) => items.length >= count)) wake();
      waiting = waiting.filter(({ count }) => items.length < count);
    },
    /** Resolves once `count` have come. */
    reached: (count: number) =>
      new Promise<void>((wake) => (items.length >= count ? wake() : waiting.push({ count, wake }))),
  };
}
