import { heedAlarms } from '#shared/acts/watch-line.ts'
import { readDirectory, readLine } from '#shared/aws/ledger.ts'
import { alarmRaised } from '#shared/events/alarm-raised.ts'
import { answersEvent } from '#shared/handler.ts'

/** An alarm was raised: the model lines that are watched by it look at what serves, and go back. */
export const handler = answersEvent(alarmRaised, async ({ detail: { alarmName } }) => {
  const lines = await Promise.all((await readDirectory()).map(({ model }) => readLine(model)))
  const watched = lines.filter((line) => line?.watching?.alarms.includes(alarmName))
  const now = new Date().toISOString()
  await Promise.all(watched.map((line) => heedAlarms(line!, now)))
})
