import type { BrandingOptions } from 'adminjs';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1f6f78" stroke-width="2" ' +
  'stroke-linecap="round" stroke-linejoin="round"><path d="M3 9 12 3l9 6"/><path d="M5 13h14M5 17h14M5 21h14"/></svg>';

/** Colours of text and lines; the pages of our own use the same (see components/parts.tsx). */
const COLOURS = {
  primary100: '#1f6f78',
  primary80: '#3b858d',
  primary60: '#5b9ca3',
  primary40: '#9cc5c9',
  primary20: '#dcedee',
  accent: '#1f6f78',
  hoverBg: '#dcedee',
  text: '#1b2430',
  grey60: '#5a6675',
  grey40: '#6b7787',
  bg: '#f4f5f7',
  border: '#dfe4e9',
  inputBorder: '#7d8a99',
};

/** Our name, our mark and our colours; nothing of anybody else's. */
export const BRANDING: BrandingOptions = {
  companyName: 'Seshat',
  withMadeWithLove: false,
  logo: false,
  favicon: `data:image/svg+xml,${encodeURIComponent(ICON)}`,
  theme: {
    colors: COLOURS,
    fontSizes: { h2: '24px' },
    sizes: { sidebarWidth: '216px', navbarHeight: '56px' },
    borders: { default: '1px solid #dfe4e9', input: '1px solid #dfe4e9' },
    shadows: { card: '0 1px 2px rgba(27, 36, 48, 0.12)' },
  },
};
