import { AwsError } from '../../kernel/aws-error.ts'
import { withoutStatement } from '../bus-policy.ts'
import type { EventsContext } from '../context.ts'

export const removePermission =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const bus = rules.bus(input.EventBusName)
    if (input.RemoveAllPermissions) rules.changeBus({ ...bus, Policy: undefined })
    else if (input.StatementId) rules.changeBus(withoutStatement(bus, input.StatementId))
    else throw new AwsError('ValidationException', 'Parameter StatementId must be specified.')
  }
