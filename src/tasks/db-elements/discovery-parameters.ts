/** What a discovery job, or one of its single steps, is told. Plain JSON, never a secret. */
export interface DiscoveryParameters {
  readonly sqlDbId: string;
  /** The source's name when the job was started; kept for lists and reports. */
  readonly name: string;
  /** Publish even if more than half of the tables have vanished. */
  readonly acceptLoss?: boolean;
  /** `create-columns` only: these tables of the catalogue; all when left out. */
  readonly tableIds?: readonly number[];
}
