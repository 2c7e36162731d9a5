import { AwsError } from '../kernel/aws-error.ts'

const ROUTE_KEY = /^(?:\$default|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ANY) \/\S*)$/

/** Refuses what the runtime's HTTP APIs do not do, and what API Gateway itself would not take. */
export function checkPart(kind: 'Api' | 'Integration' | 'Route' | 'Stage', part: any): void {
  const refuse = (message: string) => {
    throw new AwsError('BadRequestException', message)
  }
  if (kind === 'Api' && part.ProtocolType !== 'HTTP')
    refuse(`An API of protocol ${part.ProtocolType} is not served locally; HTTP is.`)
  if (kind === 'Integration') {
    if (part.IntegrationType !== 'AWS_PROXY' || part.IntegrationSubtype)
      refuse(
        `An integration of type ${[part.IntegrationType, part.IntegrationSubtype].filter(Boolean).join(' ')} is not served locally; AWS_PROXY to a Lambda function is.`,
      )
    if (part.PayloadFormatVersion !== '2.0')
      refuse(`Payload format version ${part.PayloadFormatVersion} is not served locally; 2.0 is.`)
    if (!/:lambda:/.test(part.IntegrationUri ?? '')) refuse('Invalid integration URI specified')
  }
  if (kind === 'Route') {
    if (!ROUTE_KEY.test(part.RouteKey)) refuse('The provided route key is not formatted properly for HTTP protocol.')
    if (!['NONE', 'AWS_IAM'].includes(part.AuthorizationType))
      refuse(`Authorization of type ${part.AuthorizationType} is not served locally; NONE and AWS_IAM are.`)
  }
}
