import * as z from 'zod/mini'

/** An HTTP API's request in payload format 2.0, signed by IAM. */
export const apiRequest = z.object({
  version: z.literal('2.0'),
  routeKey: z.string(),
  rawPath: z.string(),
  headers: z.record(z.string(), z.string()),
  pathParameters: z.optional(z.record(z.string(), z.string())),
  queryStringParameters: z.optional(z.record(z.string(), z.string())),
  requestContext: z.object({
    requestId: z.string(),
    timeEpoch: z.number(),
    authorizer: z.optional(z.object({ iam: z.optional(z.object({ userArn: z.nullish(z.string()) })) })),
  }),
  body: z.optional(z.string()),
  isBase64Encoded: z.boolean(),
})

export type ApiRequest = z.output<typeof apiRequest>

/** The ARN of who signed the request. */
export function callerOf({ requestContext }: ApiRequest): string {
  return requestContext.authorizer?.iam?.userArn ?? 'unknown'
}
