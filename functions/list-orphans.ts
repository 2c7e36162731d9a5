import { takeStock } from '#shared/acts/take-stock.ts'
import type { OrphansAnswer } from '#shared/domain/api-answers.ts'
import { answersRequest } from '#shared/handler.ts'

/** GET /orphans: every SageMaker resource of the stage, what it runs on, why it is there, and until when. */
export const handler = answersRequest(async () => ({
  body: { resources: await takeStock(new Date().toISOString()) } satisfies OrphansAnswer,
}))
