import type { PolicyDocument, Statement } from '../iam/policy.ts'
import { listOf } from '../iam/policy.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { EventBus } from './rule-book.ts'

export const policyOf = (bus: EventBus | undefined): PolicyDocument | undefined =>
  bus?.Policy === undefined ? undefined : JSON.parse(bus.Policy)

/** A bus with a statement more; one of the same Sid gives way. */
export function withStatement(bus: EventBus, statement: Statement): EventBus {
  const others = listOf(policyOf(bus)?.Statement).filter(({ Sid }) => Sid !== statement.Sid)
  return { ...bus, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [...others, statement] }) }
}

export function withoutStatement(bus: EventBus, sid: string): EventBus {
  const policy = policyOf(bus)
  const statements = listOf(policy?.Statement)
  const left = statements.filter(({ Sid }) => Sid !== sid)
  if (left.length === statements.length)
    throw new AwsError('ResourceNotFoundException', 'Statement with the provided id does not exist.')
  return { ...bus, Policy: left.length > 0 ? JSON.stringify({ ...policy, Statement: left }) : undefined }
}
