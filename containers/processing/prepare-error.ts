/** The data or the recipe is at fault. The message is one sentence for the person who uploaded it: where, what, remedy. */
export class PrepareError extends Error {
  override name = 'PrepareError'
}
