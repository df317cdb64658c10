import { AppError, isErrorCode } from '@changeover/shared/commands'

/** The server's answer ended before the file did. */
export class FileCutOff extends Error {
  override name = 'FileCutOff'
}

/** Offers a file to the person. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/**
 * A file that the server writes while it reads, whole or not at all; the browser keeps a large one on its disk.
 *
 * @throws AppError when it was refused; FileCutOff when it broke off; whatever `fetch` throws when the server
 *   was not reached.
 */
export async function fetchFile(
  address: string,
  request: RequestInit = {},
): Promise<{ name: string; content: Blob }> {
  const response = await fetch(address, request)
  if (!response.ok) throw await refusalIn(response)
  const content = await response.blob().catch((cause: unknown) => {
    throw new FileCutOff('The file broke off.', { cause })
  })
  return { name: nameIn(response) ?? 'download', content }
}

async function refusalIn(response: Response): Promise<AppError> {
  const answer: unknown = await response.json().catch(() => null)
  const code =
    typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : null
  return new AppError(typeof code === 'string' && isErrorCode(code) ? code : 'UNEXPECTED')
}

/** As the server writes it: our own names, in quotes. */
function nameIn(response: Response): string | undefined {
  return /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
}
