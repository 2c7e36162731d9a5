export interface Archive {
  ArchiveName: string
  ArchiveArn: string
  /** The ARN of the bus. */
  EventSourceArn: string
  Description?: string
  EventPattern?: string
  /** 0: for ever. */
  RetentionDays: number
  KmsKeyIdentifier?: string
  /** Epoch ms. */
  CreationTime: number
}

export interface ArchivedEvent {
  text: string
  eventId: string
  /** Epoch ms at which it occurred. */
  at: number
}
