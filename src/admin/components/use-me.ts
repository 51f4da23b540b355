import { useApi } from './use-api';

const ROLES = ['viewer', 'editor', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

interface Me {
  readonly role: Role | null;
  readonly workspaceRoles: Readonly<Record<string, Role>>;
}

const reaches = (role: Role | null | undefined, wanted: Role): boolean =>
  role != null && ROLES.indexOf(role) >= ROLES.indexOf(wanted);

/** Whether the person who looks may do what a role may, in a workspace; hides what the server would refuse. */
export function useMay(workspaceId: string | undefined): (wanted: Role) => boolean {
  const { data } = useApi<Me>('/me');
  return (wanted) =>
    reaches(data?.role, wanted) || (workspaceId !== undefined && reaches(data?.workspaceRoles[workspaceId], wanted));
}
