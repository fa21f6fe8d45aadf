/** Whether a remark or a comment says that traffic is to be shared, and not that it is to fail over. */
export function speaksOfSharing(text: string): boolean {
  const remarks = text.match(/^\s*#.*$|comment="[^"]*"|comment=\S+/gm) ?? [];
  return remarks.some((remark) => /\becmp\b|load[ -]?balanc/i.test(remark) && !/fail-?over|backup/i.test(remark));
}
