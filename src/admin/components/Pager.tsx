import { Box, Button } from '@adminjs/design-system';
import React from 'react';
import { count } from './format';
import { Text } from './parts';

/** Leads through the pages of a list; nothing where one page holds it all. `page` is 0-based. */
export default function Pager(props: {
  page: number;
  size: number;
  total: number;
  onPage: (page: number) => void;
}): React.ReactElement | null {
  const { page, size, total, onPage } = props;
  const pages = Math.ceil(total / size);
  if (pages <= 1) return null;
  const to = (target: number, word: string): React.ReactElement => (
    <Button
      type="button"
      size="sm"
      variant="outlined"
      disabled={target < 0 || target >= pages}
      onClick={() => onPage(target)}
    >
      {word}
    </Button>
  );
  return (
    <Box flex alignItems="center" mt="lg" style={{ gap: 12 }}>
      {to(page - 1, 'Previous')}
      <Text>
        Page {count(page + 1)} of {count(pages)}
      </Text>
      {to(page + 1, 'Next')}
    </Box>
  );
}
