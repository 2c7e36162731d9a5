import type { SwitchAnswer } from '#shared/domain/api-answers.ts'
import type { Context } from './program.ts'

/** Asks for a line to be parked, or to serve as it is deployed, and tells what comes of it. */
export async function askSwitch(context: Context, asked: Pick<SwitchAnswer, 'model' | 'to' | 'reason'>): Promise<void> {
  const { model, to, reason } = asked
  const api = await context.api()
  const answer = await api.request<SwitchAnswer>('POST', ['models', model, 'switch'], { to, reason })
  const what = to === 'parked' ? 'is parked' : 'serves as it is deployed'
  if (!answer.begun) context.say(`${model} ${what} already`)
  else {
    context.say(`${context.colors.green(model)} ${what} in some minutes: ${answer.reason}`)
    context.say(`next: trimtab decisions ${model}`)
  }
  context.answer(answer)
}
