import * as z from 'zod/mini'

/** What EventBridge puts around every event. */
export function envelope<Source extends string, DetailType extends string, Detail extends z.ZodMiniType>(
  source: Source,
  detailType: DetailType,
  detail: Detail,
) {
  return z.object({
    id: z.string(),
    source: z.literal(source),
    'detail-type': z.literal(detailType),
    time: z.string(),
    account: z.string(),
    region: z.string(),
    resources: z.array(z.string()),
    detail,
  })
}
