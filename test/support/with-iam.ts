import { createIam } from '#local/iam/index.ts'
import type { Kernel } from '#local/kernel/kernel.ts'

/** Lets policies decide while `work` goes on, in a runtime that a test has made without IAM. */
export async function withIam<T>(kernel: Kernel, work: () => Promise<T>): Promise<T> {
  const { evaluate, trust } = kernel
  createIam(kernel)
  try {
    return await work()
  } finally {
    Object.assign(kernel, { evaluate, trust })
  }
}
