import type { Failure } from "./errors";
import { useFailureWords } from "./words";

export function FailureText({ failure }: { failure: Failure }) {
  const words = useFailureWords();
  return (
    <p role="alert" className="text-[13px] break-words text-loss">
      {words(failure)}
    </p>
  );
}
