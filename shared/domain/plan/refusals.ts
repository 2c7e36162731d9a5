import { notYetSupported } from '#shared/manifest/not-yet-supported.ts'
import { problemOf } from '#shared/manifest/objective.ts'
import type { PlanFacts, PlanInput } from '../plan-run.ts'
import { xgboostImage } from '../xgboost-image.ts'
import { recipeFileOf } from './comparison.ts'

/** Every reason why no plan can be made; empty when one can. */
export function refusals(input: PlanInput): string[] {
  const { manifest, facts } = input
  const reasons = notYetSupported(manifest)
  const recipe = recipeFileOf(manifest)
  if (recipe && !facts.recipe.files.includes(recipe)) {
    reasons.push(`the recipe ${recipe} is missing: it was not applied together with model.yaml`)
  }
  if (facts.data.objects === 0) {
    reasons.push(`there is no data under s3://${facts.bucket}/${String(manifest.data.source)}`)
  } else if (facts.data.bytes === 0) {
    reasons.push(`every file under s3://${facts.bucket}/${String(manifest.data.source)} is empty`)
  }
  if (!servedImage(input) && manifest.train.algorithm === 'xgboost') {
    reasons.push(`SageMaker has no built-in XGBoost ${manifest.train.version} in ${facts.region}`)
  }
  if (!problemOf(manifest)) reasons.push('it is not known what the model predicts: set evaluate.problem')
  return [...reasons, ...endpointInTheWay(facts)]
}

/** The image that trains and serves; undefined when there is none. */
export function servedImage({ manifest, facts }: PlanInput): string | undefined {
  const { train } = manifest
  return train.algorithm === 'image' ? train.image : xgboostImage(facts.region, train.version)
}

/** SageMaker takes an update only for an endpoint at rest; a failed one can only be deleted. */
function endpointInTheWay({ endpoint }: PlanFacts): string[] {
  if (!endpoint || updatable.has(endpoint.status)) return []
  const next = endpoint.status === 'Failed' ? 'delete it, then run again' : 'run again when it is at rest'
  return [`the endpoint is ${endpoint.status} and takes no update: ${next}`]
}

const updatable = new Set(['InService', 'OutOfService', 'UpdateRollbackFailed'])
