import { AwsError } from '../kernel/aws-error.ts'

interface Sent {
  DataType: string
  StringValue?: string
  BinaryValue?: Buffer
}

const refuse = (message: string) => new AwsError('ParameterValueInvalid', message)

/** Refuses an attribute of a message under whose name, type or value SNS sends none. */
export function checkMessageAttribute(name: string, attribute: Sent): void {
  checkName(name)
  const { DataType, StringValue, BinaryValue } = attribute
  if (!/^(String|Number|Binary)(\..+)?$/.test(DataType))
    throw refuse(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  const isBinary = DataType.startsWith('Binary')
  const [field, value, other] = isBinary ? ['Binary', BinaryValue, StringValue] : ['String', StringValue, BinaryValue]
  if (value?.length) return
  if (other?.length) throw refuse(`The message attribute '${name}' with type '${DataType}' must use field '${field}'.`)
  throw refuse(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
  )
}

function checkName(name: string): void {
  if (Buffer.byteLength(name) > 256) throw refuse('Length of message attribute name must be less than 256 bytes.')
  const [strange] = /[^\w.-]/.exec(name) ?? []
  if (strange)
    throw refuse(
      `Invalid non-alphanumeric character '#x${strange.codePointAt(0)!.toString(16).toUpperCase()}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    )
  if (name.startsWith('.')) throw refuse("Invalid message attribute name starting with character '.' was found.")
  if (name.endsWith('.')) throw refuse("Invalid message attribute name ending with character '.' was found.")
  if (name.includes('..')) throw refuse("Message attribute name can not have successive '.' character.")
}
