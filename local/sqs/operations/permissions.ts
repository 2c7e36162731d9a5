import { listOf, type PolicyDocument } from '../../iam/policy.ts'
import type { SqsContext } from '../context.ts'
import type { Queue } from '../queue.ts'
import { invalidParameter } from '../sqs-error.ts'

/** AddPermission: a statement of the queue's policy, under a label. */
export const addPermission =
  ({ kernel, store }: SqsContext) =>
  ({ QueueUrl, Label, AWSAccountIds, Actions }: any) => {
    const queue = store.get(QueueUrl)
    const policy: PolicyDocument & { Id?: string } = policyOf(queue) ?? {
      Version: '2008-10-17',
      Id: `${kernel.arn('sqs', queue.name)}/SQSDefaultPolicy`,
      Statement: [],
    }
    const statements = listOf(policy.Statement)
    if (statements.some(({ Sid }) => Sid === Label))
      throw invalidParameter(`Value ${Label} for parameter Label is invalid. Reason: Already exists.`)
    const users = AWSAccountIds.map((id: string) => `arn:aws:iam::${id}:root`)
    const actions = Actions.map((action: string) => `SQS:${action}`)
    const statement = {
      Sid: Label,
      Effect: 'Allow' as const,
      Principal: { AWS: users.length === 1 ? users[0] : users },
      Action: actions.length === 1 ? actions[0] : actions,
      Resource: kernel.arn('sqs', queue.name),
    }
    keep(store, queue, { ...policy, Statement: [...statements, statement] })
  }

export const removePermission =
  ({ store }: SqsContext) =>
  ({ QueueUrl, Label }: any) => {
    const queue = store.get(QueueUrl)
    const policy = policyOf(queue)
    const statements = listOf(policy?.Statement)
    const left = statements.filter(({ Sid }) => Sid !== Label)
    if (!policy || left.length === statements.length)
      throw invalidParameter(`Value ${Label} for parameter Label is invalid. Reason: can't find label.`)
    keep(store, queue, left.length > 0 ? { ...policy, Statement: left } : undefined)
  }

const policyOf = ({ attributes }: Queue): PolicyDocument | undefined =>
  attributes.Policy ? JSON.parse(attributes.Policy) : undefined

function keep(store: SqsContext['store'], queue: Queue, policy: PolicyDocument | undefined): void {
  const { Policy: _, ...others } = queue.attributes
  store.put({ ...queue, attributes: policy ? { ...others, Policy: JSON.stringify(policy) } : others })
}
