#include "base/log_line.h"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace autoj {

std::string RenderLogLine(const std::string& event, const nlohmann::ordered_json& fields) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  constexpr int kMilliseconds = 1000;
  constexpr int kOneLine = -1;
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
  auto fraction = duration_cast<milliseconds>(now.time_since_epoch()).count() % kMilliseconds;
  nlohmann::ordered_json line = {
      {"time", fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                           fmt::gmtime(std::chrono::system_clock::to_time_t(now)), fraction)},
      {"event", event}};
  line.update(fields);
  return EscapeJsonForTerminal(line.dump(kOneLine, ' ', /*ensure_ascii=*/false,
                                         nlohmann::ordered_json::error_handler_t::replace)) +
         "\n";
}

}  // namespace autoj
