/** One page of a list of Lambda: the marker names the last item of the page before. */
export function markerPage<T>(
  all: T[],
  nameOf: (item: T) => string,
  { Marker, MaxItems = 50 }: { Marker?: string; MaxItems?: number },
): { items: T[]; NextMarker: string | undefined } {
  const from = Marker === undefined ? 0 : all.findIndex((item) => nameOf(item) === Marker) + 1
  // Lambda gives no more than 50 at once, whatever it is asked for.
  const items = all.slice(from, from + Math.min(MaxItems, 50))
  const more = from + items.length < all.length
  return { items, NextMarker: more ? nameOf(items.at(-1)!) : undefined }
}
