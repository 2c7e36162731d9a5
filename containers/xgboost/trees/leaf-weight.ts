/** The part of the parameters that shapes leaves and gains. */
export interface Regularisation {
  lambda: number
  alpha: number
  max_delta_step: number
  min_child_weight: number
}

const shrink = (gradient: number, alpha: number) =>
  gradient > alpha ? gradient - alpha : gradient < -alpha ? gradient + alpha : 0

/** Optimal weight of a leaf with gradient sum G and hessian sum H: −shrink(G, α) / (H + λ), kept within max_delta_step. Chen and Guestrin 2016, eq. 5. */
export function leafWeight(gradient: number, hessian: number, by: Regularisation): number {
  if (hessian < by.min_child_weight || hessian <= 0) return 0
  const weight = -shrink(gradient, by.alpha) / (hessian + by.lambda)
  if (by.max_delta_step === 0) return weight
  return Math.max(-by.max_delta_step, Math.min(by.max_delta_step, weight))
}

/** Twice the loss that the optimal weight takes away. Chen and Guestrin 2016, eq. 6, for one leaf. */
export function leafGain(gradient: number, hessian: number, by: Regularisation): number {
  if (hessian <= 0 || hessian < by.min_child_weight) return 0
  if (by.max_delta_step === 0) {
    const shrunk = by.alpha === 0 ? gradient : shrink(gradient, by.alpha)
    return (shrunk * shrunk) / (hessian + by.lambda)
  }
  const weight = leafWeight(gradient, hessian, by)
  // XGBoost leaves alpha out of the gain of a weight that max_delta_step may have cut.
  return -(2 * gradient * weight + (hessian + by.lambda) * weight * weight)
}
