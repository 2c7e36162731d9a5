/** The number in `30GB`. It stands apart from the schema of such sizes, so that planning a run brings no schemas along. */
export function gigabytes(size: string): number {
  return Number(size.slice(0, -2))
}
