import type { PolicyDocument, Statement } from '../../iam/policy.ts'
import { listOf } from '../../iam/policy.ts'
import { AwsError } from '../../kernel/aws-error.ts'
import { withStatement } from '../bus-policy.ts'
import type { EventsContext } from '../context.ts'

/** Either a whole policy, or one statement: a principal, an action and a condition under a StatementId. */
export const putPermission =
  ({ kernel, rules }: EventsContext) =>
  (input: any) => {
    const bus = rules.bus(input.EventBusName)
    const parts = [input.Action, input.Principal, input.StatementId, input.Condition].filter((one) => one !== undefined)
    if (input.Policy !== undefined) {
      if (parts.length > 0)
        throw refuse('Parameter Policy cannot be used with Action, Principal, StatementId, or Condition.')
      rules.changeBus({ ...bus, Policy: JSON.stringify(parsePolicy(input.Policy)) })
      return
    }
    if (!input.Action || !input.Principal || !input.StatementId)
      throw refuse('Parameter(s) Action, Principal and StatementId, or Policy, must be specified.')
    rules.changeBus(withStatement(bus, statementOf(kernel.account, bus.Arn, input)))
  }

function statementOf(_account: string, Resource: string, input: any): Statement {
  const { Principal: who, Action, StatementId: Sid, Condition } = input
  if (who !== '*' && !/^\d{12}$/.test(who)) throw refuse(`Parameter Principal is not valid: ${who}.`)
  return {
    Sid,
    Effect: 'Allow',
    Principal: who === '*' ? '*' : { AWS: `arn:aws:iam::${who}:root` },
    Action,
    Resource,
    ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  }
}

function parsePolicy(text: string): PolicyDocument {
  try {
    const policy = JSON.parse(text)
    if (listOf(policy.Statement).every((one: any) => one?.Effect && (one.Principal || one.NotPrincipal))) return policy
  } catch {}
  throw refuse('Parameter Policy is not valid.')
}

const refuse = (message: string) => new AwsError('ValidationException', message)
