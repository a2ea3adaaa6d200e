#include "autoj/engine.h"

#include "autoj/error.h"

namespace autoj {

std::string Prompt::Text() const {
  std::string text;
  for (const PromptPiece& piece : pieces) {
    text += piece.text;
  }
  return text;
}

const char* FinishName(Finish finish) {
  switch (finish) {
    case Finish::kStop:
      return "stop";
    case Finish::kLength:
      return "length";
    case Finish::kTooLong:
    case Finish::kRefused:
    case Finish::kError:
      break;
  }
  return "error";
}

std::vector<std::vector<float>> Engine::HiddenStates(const Prompt&, int) {
  throw Error(ErrorKind::kModel, "this engine gives no hidden states; use a local model");
}

}  // namespace autoj
