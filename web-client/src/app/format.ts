/** Times and lengths in words. Every function takes the language, so that none depends on the page. */

export function time(at: string | number | Date, language: string, zone?: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: 'numeric',
    minute: '2-digit',
    ...(zone && { timeZone: zone }),
  }).format(new Date(at))
}

export function day(at: string | number | Date, language: string, zone?: string): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(zone && { timeZone: zone }),
  }).format(new Date(at))
}

/** A zone as people name it ("Eastern Time"), or its id where the browser has no name for it. */
export function zoneName(zone: string, language: string): string {
  try {
    const parts = new Intl.DateTimeFormat(language, {
      timeZone: zone,
      timeZoneName: 'longGeneric',
    }).formatToParts()
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
  } catch {
    return zone
  }
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** 75 minutes as `1:15 h`, 12 as `12 min`. */
export function length(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`
}

/** `Ana, Luis and Kim`. */
export function names(all: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(all)
}

/** Up to two letters for the round place where a face would be. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '')
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('')
}

/** A calm colour of six, always the same for the same person. */
export function tint(id: string): number {
  let sum = 7
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return sum % 6
}
