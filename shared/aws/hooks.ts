import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { HookAnswer } from '#shared/domain/hook.ts'

const client = new LambdaClient({ maxAttempts: 1 })
/** Of an answer that is kept as a reason. */
const mostRead = 1000

/** Asks by POST with a JSON body. Follows no redirect: who is asked stands in the manifest. */
export async function postHook(url: string, body: unknown, timeoutSeconds: number): Promise<HookAnswer> {
  return answered(async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    })
    return { status: answer.status, body: (await answer.text()).slice(0, mostRead) }
  })
}

export async function invokeHook(functionArn: string, payload: unknown, timeoutSeconds: number): Promise<HookAnswer> {
  return answered(async () => {
    const command = new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(payload)) })
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutSeconds * 1000) })
    return { payload: Buffer.from(answer.Payload ?? []).toString(), failed: answer.FunctionError !== undefined }
  })
}

/** Whoever cannot be asked has not agreed. */
async function answered(ask: () => Promise<HookAnswer>): Promise<HookAnswer> {
  try {
    return await ask()
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } }
    return { noAnswer: name === 'TimeoutError' ? 'it took too long' : (cause?.code ?? message) }
  }
}
