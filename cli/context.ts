import pc from 'picocolors'
import type { ApiClient } from './connection/api-client.ts'
import type { Connection } from './connection/connect.ts'
import { table } from './output/table.ts'
import type { Surroundings } from './surroundings.ts'

export interface GlobalOptions {
  json?: boolean
  api?: string
  stage?: string
  region?: string
}

/** What a command works with. The connection is looked for when it is first asked for. */
export function createContext(surroundings: Surroundings, options: GlobalOptions, setExitCode: (code: number) => void) {
  let connection: Promise<Connection> | undefined
  let api: Promise<ApiClient> | undefined
  const context = {
    surroundings,
    json: options.json ?? false,
    colors: pc.createColors(hasColor(surroundings)),
    connection: () =>
      (connection ??= import('./connection/connect.ts').then(({ connect }) => connect(options, surroundings))),
    api: () =>
      (api ??= import('./connection/api-client.ts').then(async ({ createApiClient }) =>
        createApiClient(await context.connection()),
      )),
    /** Says something to a person; nothing when JSON was asked for. */
    say: (line = '') => {
      if (!context.json) surroundings.out(`${line}\n`)
    },
    /** The one JSON value of a command; nothing when it was not asked for. */
    answer: (value: unknown) => {
      if (context.json) surroundings.out(`${JSON.stringify(value, null, 2)}\n`)
    },
    table: (rows: Record<string, string>[]) => {
      const width = surroundings.isTerminal ? surroundings.width : Number.POSITIVE_INFINITY
      context.say(table(rows, { width, heading: context.colors.bold }))
    },
    fail: () => setExitCode(1),
  }
  return context
}

/** https://no-color.org: any value but the empty one switches colour off. */
function hasColor({ env, isTerminal }: Surroundings): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true
  return isTerminal && env.TERM !== 'dumb'
}
