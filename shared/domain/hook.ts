/** Somebody else who may veto, as a manifest names them. */
export interface Hook {
  at: 'before' | 'during' | 'after'
  url?: string | undefined
  function?: string | undefined
  timeout: string
}

/** What came of asking: an HTTP status, or what a function returned. */
export type HookAnswer = { status: number; body: string } | { payload: string; failed: boolean } | { noAnswer: string }

/** Why a hook vetoes; undefined when it does not. Any answer but 2xx is a veto, as is an error and no answer in time. */
export function vetoOf(answer: HookAnswer): string | undefined {
  if ('noAnswer' in answer) return `no answer: ${answer.noAnswer}`
  if ('status' in answer) {
    if (answer.status >= 200 && answer.status < 300) return undefined
    return `it answered ${answer.status}${answer.body === '' ? '' : `: ${short(answer.body)}`}`
  }
  if (answer.failed) return `it failed: ${short(answer.payload)}`
  const returned = jsonOf(answer.payload)
  if (returned?.veto !== true) return undefined
  return typeof returned.reason === 'string' ? short(returned.reason) : 'it gave no reason'
}

export const nameOf = (hook: Hook) => hook.url ?? hook.function?.split(':').at(-1) ?? 'a hook'

const short = (text: string) => text.slice(0, 300)

function jsonOf(text: string): { veto?: unknown; reason?: unknown } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
