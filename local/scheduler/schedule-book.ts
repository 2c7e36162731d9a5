import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { Schedule, ScheduleGroup, Tag } from './schedule.ts'

/** Groups and schedules, kept. */
export class ScheduleBook {
  readonly #kernel: Kernel
  readonly #schedules: Table<Schedule>
  readonly #groups: Table<ScheduleGroup>

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#schedules = kernel.store.table<Schedule>('scheduler.schedules')
    this.#groups = kernel.store.table<ScheduleGroup>('scheduler.groups')
    if (!this.#groups.has('default')) this.createGroup('default')
  }

  createGroup(name: string, Tags?: Tag[]): ScheduleGroup {
    if (this.#groups.has(name)) throw new AwsError('ConflictException', `Schedule group ${name} already exists.`, 409)
    const Arn = this.#kernel.arn('scheduler', `schedule-group/${name}`)
    const group = { Name: name, Arn, CreationDate: this.#kernel.clock.now(), Tags }
    this.#groups.put(name, group)
    return group
  }

  putGroup(group: ScheduleGroup): void {
    this.#groups.put(group.Name, { ...group, LastModificationDate: this.#kernel.clock.now() })
  }

  group(name: string): ScheduleGroup {
    const group = this.#groups.get(name)
    if (!group) throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404)
    return group
  }

  groups(): ScheduleGroup[] {
    return [...this.#groups.values()]
  }

  deleteGroup(name: string): void {
    this.#groups.delete(name)
  }

  find(group: string, name: string): Schedule | undefined {
    return this.#schedules.get(keyOf(group, name))
  }

  get(group: string, name: string): Schedule {
    const schedule = this.find(group, name)
    if (!schedule) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
    return schedule
  }

  all(): Schedule[] {
    return [...this.#schedules.values()]
  }

  put(schedule: Schedule): void {
    this.#schedules.put(keyOf(schedule.GroupName, schedule.Name), schedule)
  }

  delete({ GroupName, Name }: Schedule): void {
    this.#schedules.delete(keyOf(GroupName, Name))
  }
}

const keyOf = (group: string, name: string) => `${group}/${name}`
