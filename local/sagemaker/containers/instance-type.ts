const GIB_PER_VCPU: Record<string, number> = { c: 2, m: 4, t: 2, r: 8, x: 16, p: 8, g: 4 }
const ROOM_OF_SIZE: Record<string, number> = { small: 1, medium: 2, large: 2, xlarge: 4 }

/**
 * The memory of an instance type in MiB, by the rule of its family (c: 2 GiB per vCPU, m: 4, r: 8, ...); local mode's
 * and unknown ones count as 8 GiB. Single types of AWS differ a little from the rule.
 */
export function memoryOf(instanceType: string | undefined): number {
  const [, family, size] = /^ml\.([a-z]+)[^.]*\.(\w+)$/.exec(instanceType ?? '') ?? []
  if (!family || !size) return 8192
  const times = /^(\d+)xlarge$/.exec(size)
  const vcpus = times ? Number(times[1]) * 4 : (ROOM_OF_SIZE[size] ?? 2)
  return vcpus * (GIB_PER_VCPU[family[0]!] ?? 4) * 1024
}
