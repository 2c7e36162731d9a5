import { type CapturedAnswer, capturedAnswers, groundTruth } from '#shared/analysis/captured-answers.ts'
import { predictedValues, scoredByTruth } from '#shared/analysis/scored-by-truth.ts'
import { type Most, readNewest } from '#shared/aws/hourly-files.ts'
import { type ObjectPlace, placeOf } from '#shared/aws/objects.ts'
import type { Observed } from './check-variants.ts'

/** Of each variant, newest first: some seconds of reading. */
const mostCaptured: Most = { hours: 24, files: 200, bytes: 16 * 1_048_576 }
const mostTruth: Most = { hours: 48, files: 200, bytes: 16 * 1_048_576 }

export interface CapturePlaces {
  /** DestinationS3Uri of the endpoint config. */
  captures: string
  endpointName: string
  /** Where ground truth arrives, by the hours of the requests; null when quality is not compared. */
  truth: string | null
}

/** What both variants predicted since a time, as far as it was captured, and the truth about it, as far as it arrived. */
export async function observeCaptures(
  { captures, endpointName, truth }: CapturePlaces,
  by: { metric: string; threshold: number },
  since: string,
  now: string,
): Promise<Pick<Observed, 'predictions' | 'truth'>> {
  const home = folderAt(captures)
  const [champion, challenger, known] = await Promise.all([
    answersOf({ ...home, key: `${home.key}${endpointName}/main/` }, since, now),
    answersOf({ ...home, key: `${home.key}${endpointName}/challenger/` }, since, now),
    truth === null ? undefined : readNewest(folderAt(truth), since, now, mostTruth),
  ])
  const predictions = { champion: predictedValues(champion), challenger: predictedValues(challenger) }
  if (!known) return { predictions }
  const labels = groundTruth(known.join('\n'))
  return {
    predictions,
    truth: { champion: scoredByTruth(champion, labels, by), challenger: scoredByTruth(challenger, labels, by) },
  }
}

async function answersOf(prefix: ObjectPlace, since: string, now: string): Promise<CapturedAnswer[]> {
  const texts = await readNewest(prefix, since, now, mostCaptured)
  return capturedAnswers(texts.join('\n')).filter(({ at }) => Date.parse(at) >= Date.parse(since))
}

function folderAt(uri: string): ObjectPlace {
  return placeOf(uri.endsWith('/') ? uri : `${uri}/`)
}
