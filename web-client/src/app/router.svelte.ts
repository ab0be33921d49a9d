/** The pages of the client. Ids only: neither names nor titles go into an address. */
export type Route =
  | { page: 'home' }
  | { page: 'sessions' }
  | { page: 'join'; sessionId: string }
  | { page: 'attendance'; sessionId: string }

/** Reads a path; what it does not know is home. */
export function routeOf(path: string): Route {
  const [first, id, last, ...rest] = path.split('/').filter((part) => part !== '')
  if (first === undefined || first !== 'sessions' || rest.length > 0) return { page: 'home' }
  if (id === undefined) return { page: 'sessions' }
  const sessionId = decoded(id)
  if (sessionId === null || (last !== 'join' && last !== 'attendance')) return { page: 'sessions' }
  return { page: last, sessionId }
}

export function pathOf(route: Route): string {
  switch (route.page) {
    case 'home':
      return '/'
    case 'sessions':
      return '/sessions'
    case 'join':
    case 'attendance':
      return `/sessions/${encodeURIComponent(route.sessionId)}/${route.page}`
  }
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}

/** The route that the address bar names. */
export class Router {
  route = $state.raw<Route>(routeOf(location.pathname))

  constructor() {
    addEventListener('popstate', () => {
      this.route = routeOf(location.pathname)
    })
  }

  go(route: Route): void {
    const path = pathOf(route)
    if (path !== location.pathname) history.pushState(null, '', path)
    this.route = route
    scrollTo(0, 0)
  }
}

export const router = new Router()

/** For links: a plain click stays in the page, a click with a modifier does what the browser does. */
export function follow(event: MouseEvent, route: Route): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  router.go(route)
}
