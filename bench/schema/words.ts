type Words = readonly [string, ...string[]];

export const ADJECTIVES: Words = [
  'annual', 'internal', 'regional', 'former', 'planned', 'shared', 'open', 'final', 'partial', 'daily', 'legal', 'remote',
]; // prettier-ignore

export const NOUNS: Words = [
  'harvest', 'voyage', 'garden', 'library', 'theatre', 'parcel', 'tariff', 'clinic', 'meter', 'orchard', 'ferry', 'loan',
  'permit', 'workshop', 'archive', 'reservation', 'shift', 'warehouse', 'member', 'lesson', 'bridge', 'survey',
]; // prettier-ignore

export const ATTRIBUTES: Words = [
  'title', 'state', 'remark', 'origin', 'begins', 'ends', 'height', 'volume', 'grade', 'colour', 'language', 'revision',
  'checksum', 'position', 'capacity', 'score', 'opened', 'closed', 'channel', 'reason',
]; // prettier-ignore
