/** Ends of a rollout that are not the challenger's doing alone, and are told for what they are. */
const ofTheirOwn: Record<string, string> = {
  'held too long': 'held too long',
  'vetoed by a hook': 'vetoed by a hook',
  HookVetoed: 'vetoed by a hook',
}

/** What a notice calls it that a rollout was taken back. `because` is a cause, or the error that a machine caught. */
export function backNotice(because: string): string {
  return ofTheirOwn[because] ?? 'rolled back'
}
