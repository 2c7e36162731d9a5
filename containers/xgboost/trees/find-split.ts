import type { Cuts } from '../data/quantile-cuts.ts'
import { leafGain, type Regularisation } from './leaf-weight.ts'

/** Sums of gradients and hessians, unscaled. */
export interface Sums {
  gradient: number
  hessian: number
}

export interface Split {
  /** Loss change, a float32 as XGBoost compares it. */
  gain: number
  feature: number
  /** Bins of the feature up to and with this slot go left. */
  lastLeftSlot: number
  threshold: number
  defaultLeft: boolean
  left: Sums
  right: Sums
}

/** A node's histogram: fixed-point sums, gradient and hessian of slot s at base + 2s and base + 2s + 1. */
export interface HistogramView {
  sums: Float64Array
  base: number
  gradientUnit: number
  hessianUnit: number
}

/**
 * The best split of a node over `features` (ascending), or undefined. Missing values are tried on the right, and on
 * the left too when the node has some: one scan from each end. On equal gain the first candidate wins, as in XGBoost.
 */
export function findSplit(
  view: HistogramView,
  node: Sums,
  features: ArrayLike<number>,
  cuts: Cuts,
  by: Regularisation,
): Split | undefined {
  const { sums, base, gradientUnit, hessianUnit } = view
  const whole = leafGain(node.gradient, node.hessian, by)
  const least = by.min_child_weight
  let best = 0
  let feature = -1
  let slot = 0
  let defaultLeft = false
  let leftGradient = 0
  let leftHessian = 0

  for (let i = 0; i < features.length; i++) {
    const f = features[i]!
    const first = cuts.slotStart[f]!
    const missing = cuts.slotStart[f + 1]! - 1
    for (let s = first, gradient = 0, hessian = 0; s < missing; s++) {
      const slotHessian = sums[base + 2 * s + 1]!
      if (slotHessian === 0) continue
      gradient += sums[base + 2 * s]! * gradientUnit
      hessian += slotHessian * hessianUnit
      if (hessian < least) continue
      const rest = node.hessian - hessian
      if (rest < least || rest <= 0) break
      const gain = Math.fround(leafGain(gradient, hessian, by) + leafGain(node.gradient - gradient, rest, by) - whole)
      if (gain > best) {
        best = gain
        feature = f
        slot = s
        defaultLeft = false
        leftGradient = gradient
        leftHessian = hessian
      }
    }
    if (sums[base + 2 * missing + 1] === 0) continue
    for (let s = missing - 1, gradient = 0, hessian = 0; s > first; s--) {
      const slotHessian = sums[base + 2 * s + 1]!
      if (slotHessian === 0) continue
      gradient += sums[base + 2 * s]! * gradientUnit
      hessian += slotHessian * hessianUnit
      if (hessian < least) continue
      const rest = node.hessian - hessian
      if (rest < least || rest <= 0) break
      const gain = Math.fround(leafGain(gradient, hessian, by) + leafGain(node.gradient - gradient, rest, by) - whole)
      if (gain > best) {
        best = gain
        feature = f
        slot = s - 1
        defaultLeft = true
        leftGradient = node.gradient - gradient
        leftHessian = rest
      }
    }
  }
  if (feature < 0) return undefined
  return {
    gain: best,
    feature,
    lastLeftSlot: slot,
    threshold: cuts.values[cuts.cutStart[feature]! + slot - cuts.slotStart[feature]!]!,
    defaultLeft,
    left: { gradient: leftGradient, hessian: leftHessian },
    right: { gradient: node.gradient - leftGradient, hessian: node.hessian - leftHessian },
  }
}
