/** Everything outside that the command line touches beside AWS, so that tests can stand in for it. */
export interface Surroundings {
  out(text: string): void
  err(text: string): void
  /** Whether a person looks at the output; if not, it is kept free of colour and cutting. */
  isTerminal: boolean
  width: number
  env: Record<string, string | undefined>
  cwd: string
  now(): Date
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** All of standard input. */
  readInput(): Promise<Buffer>
}
