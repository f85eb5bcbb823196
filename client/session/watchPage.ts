import { watchActivity } from './activity.ts';

interface PageEvents {
  online: (online: boolean) => void;
  /** the tab cannot be seen */
  hidden: (hidden: boolean) => void;
  /** the person did nothing for a while */
  idle: (idle: boolean) => void;
  leaving: () => void;
}

/** Tells what happens to the page around a visit. @returns stops it */
export function watchPage({ online, hidden, idle, leaving }: PageEvents): () => void {
  const page = new AbortController();
  const { signal } = page;
  const tellOnline = () => online(navigator.onLine);
  window.addEventListener('online', tellOnline, { signal });
  window.addEventListener('offline', tellOnline, { signal });
  document.addEventListener('visibilitychange', () => hidden(document.hidden), { signal });
  window.addEventListener('pagehide', leaving, { signal });
  const stopActivity = watchActivity(document, Date.now, idle);
  return () => {
    page.abort();
    stopActivity();
  };
}
