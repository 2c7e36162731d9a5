import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'

export interface Dashboard {
  name: string
  body: string
  modifiedAt: number
}

/** Dashboards, kept as they were put; nothing here draws them. */
export class DashboardBook {
  readonly #table: Table<Dashboard>
  readonly #account: string

  constructor(kernel: Kernel) {
    this.#table = kernel.store.table('cloudwatch.dashboards')
    this.#account = kernel.account
  }

  /** They belong to no region. */
  arn(name: string): string {
    return `arn:aws:cloudwatch::${this.#account}:dashboard/${name}`
  }

  find(name: string): Dashboard | undefined {
    return this.#table.get(name)
  }

  put(dashboard: Dashboard): void {
    this.#table.put(dashboard.name, dashboard)
  }

  delete(name: string): void {
    this.#table.delete(name)
  }

  all(): Dashboard[] {
    return [...this.#table.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}
