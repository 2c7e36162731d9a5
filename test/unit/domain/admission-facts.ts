import type { AdmissionFacts, WaitingTrigger } from '#shared/domain/admit-trigger.ts'
import { trigger } from '#shared/domain/trigger.ts'

export const model = 'churn'
export const noon = '2026-03-02T12:00:00.000Z'

/** `seconds` after noon. */
export function at(seconds: number): string {
  return new Date(Date.parse(noon) + seconds * 1000).toISOString()
}

export function file(key: string, arrivedAt = noon, sequencer = '1'): WaitingTrigger {
  return { trigger: trigger('data', model, arrivedAt, { bucket: 'b', key: `data/churn/${key}`, sequencer }), arrivedAt }
}

export function request(idempotencyKey: string, arrivedAt = noon): WaitingTrigger {
  return { trigger: trigger('api', model, arrivedAt, { idempotencyKey }), arrivedAt }
}

export function clock(scheduledTime: string): WaitingTrigger {
  return {
    trigger: trigger('schedule', model, scheduledTime, { schedule: 's', scheduledTime }),
    arrivedAt: scheduledTime,
  }
}

export function drift(changedAt: string): WaitingTrigger {
  return { trigger: trigger('drift', model, changedAt, { alarm: 'a', changedAt }), arrivedAt: changedAt }
}

export function facts(changes: Partial<AdmissionFacts> = {}): AdmissionFacts {
  return {
    policy: {
      on: ['data', 'schedule'],
      quietPeriodSeconds: 300,
      startWithinSeconds: 3600,
      cooldownSeconds: 7200,
      atMostPerDay: 4,
    },
    line: { model },
    waiting: [],
    now: noon,
    ...changes,
  }
}
