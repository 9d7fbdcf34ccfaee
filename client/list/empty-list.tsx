// What a person sees before the first session.

export function EmptyList() {
  return (
    <div class="empty">
      <p class="empty-words">No sessions yet</p>
      <p>Start one here. It keeps running when you close this page, lose the network or log out.</p>
      <p>
        Or on the server: <code>outlive new -s train python train.py</code>
      </p>
    </div>
  );
}
