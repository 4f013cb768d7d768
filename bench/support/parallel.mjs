/** Does something for each of many, some at a time; results in the order of the items. */
export async function inParallel(items, atOnce, act) {
  const results = new Array(items.length);
  const rest = items.entries();
  const one = async () => {
    for (const [index, item] of rest) results[index] = await act(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
  return results;
}
