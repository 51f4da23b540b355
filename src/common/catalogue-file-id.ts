/** Says in the header of an SQLite file (`application_id`, "SESH") that it is a catalogue of ours: no source may be one. */
export const CATALOGUE_APPLICATION_ID = 0x53455348;
