import { checkTypes } from './check-types.ts'
import { invalidInput } from './invalid-input.ts'
import { type ApiModel, apiModel } from './model.ts'
import { findViolations, type Violation } from './violations.ts'

/**
 * Refuses what AWS's own model of the operation does not allow: types, missing members, enums, patterns, lengths,
 * ranges, unions. Every violation is named, under the code and in the words of the service's front end.
 */
export function validateInput(service: string, operation: string, input: unknown): void {
  const model = apiModel(service)
  const root = model?.operations[operation]?.input?.shape
  if (!model || !root) return
  checkTypes(model, root, input ?? {})
  const violations = [...findViolations(model, root, input ?? {})].filter(
    (one) => !isOfOldModel(service, operation, one),
  )
  if (violations.length > 0) throw invalidInput(service, violations)
}

/** The model of SQS lists attributes of queues where ReceiveMessage takes those of messages, under its older name. */
const isOfOldModel = (service: string, operation: string, { member, offender }: Violation) =>
  service === 'sqs' &&
  operation === 'ReceiveMessage' &&
  member === 'AttributeNames' &&
  apiModel('sqs')!.shapes['MessageSystemAttributeName']!.enum!.includes(String(offender))

/** Members of an input that the model does not know, as paths; AWS drops them without a word, a planner should not send them. */
export function unknownMembers(service: string, operation: string, input: unknown): string[] {
  const model = apiModel(service)
  const root = model?.operations[operation]?.input?.shape
  return model && root ? [...strangers(model, root, input, '')] : []
}

function* strangers(model: ApiModel, name: string, value: any, path: string): Iterable<string> {
  const shape = model.shapes[name]!
  if (value === null || typeof value !== 'object') return
  if (shape.type === 'list') for (const item of value) yield* strangers(model, shape.member!.shape, item, `${path}[]`)
  if (shape.type === 'map')
    for (const item of Object.values(value)) yield* strangers(model, shape.value!.shape, item, `${path}{}`)
  if (shape.type === 'structure')
    for (const [member, item] of Object.entries(value)) {
      const ref = shape.members?.[member]
      if (!ref) yield `${path}.${member}`
      else yield* strangers(model, ref.shape, item, `${path}.${member}`)
    }
}
