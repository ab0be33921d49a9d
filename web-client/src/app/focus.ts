/** An action for the heading of a screen: it takes the focus when the screen appears, so that readers start there. */
export function takesFocus(node: HTMLElement): void {
  node.tabIndex = -1
  node.focus({ preventScroll: true })
  scrollTo(0, 0)
}
