import type { ApprovalItem } from '#shared/domain/ledger-items.ts'
import { put, read, update } from './table.ts'

const keyOf = (model: string, run: string) => ({ pk: `LINE#${model}`, sk: `APPROVAL#${run}` })

/** A second try of the waiting state brings a new token, which replaces the first. */
export function putApproval(item: ApprovalItem): Promise<void> {
  return put(keyOf(item.model, item.run), item)
}

export function readApproval(model: string, run: string): Promise<ApprovalItem | undefined> {
  return read<ApprovalItem>(keyOf(model, run))
}

/** Takes back an answer that came too late for anybody to hear it. */
export function withdrawAnswer(model: string, run: string, at: string): Promise<boolean> {
  return update(keyOf(model, run), {
    UpdateExpression: 'REMOVE answer',
    ConditionExpression: 'answer.#at = :at',
    ExpressionAttributeNames: { '#at': 'at' },
    values: { ':at': at },
  })
}

/** The first answer stands; tells whether this was the first. */
export function answerOnce(model: string, run: string, answer: NonNullable<ApprovalItem['answer']>): Promise<boolean> {
  return update(keyOf(model, run), {
    UpdateExpression: 'SET answer = :answer',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(answer)',
    values: { ':answer': answer },
  })
}
