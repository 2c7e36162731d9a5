/** How many looks were had at the present step, and at how many requests of the challenger the last one was. */
export interface Looks {
  made: number
  requests: number
}

/** Enough for a challenger that fails at everything to be found out. */
const firstLookAt = 30
/** So much more must have been served that another look is worth its share of the error. */
const growth = 1.25

/** Whether numbers over so many requests are another look, and may fail. Depends on counts alone, never on outcomes. */
export function isAnotherLook({ made, requests }: Looks, served: number): boolean {
  return served >= (made === 0 ? firstLookAt : Math.ceil(requests * growth))
}

/**
 * How often one check of one look may fail an equal challenger: 1 − confidence, shared by steps and checks in equal parts
 * and by the looks at a step as 1/2, 1/6, 1/12, … (1 / k(k+1), which sums to one). However long a rollout is watched, and
 * whatever the checks have to do with each other, an equal challenger fails no more often than 1 − confidence
 * (Bonferroni; spending the error over looks: Lan and DeMets 1983).
 */
export function errorOfLook(look: number, rollout: { confidence: number; steps: number; checks: number }): number {
  return (1 - rollout.confidence) / (rollout.steps * rollout.checks * look * (look + 1))
}
