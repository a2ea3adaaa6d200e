#pragma once

#include <string_view>

#include "remote/curl_multi.h"
#include "remote/http_client.h"

namespace autoj {

/// What an ended transfer was: libcurl's result and the answer's headers in our words. `words`:
/// what libcurl wrote into its error buffer. For HttpClient alone.
HttpOutcome OutcomeOf(const EasyHandle& easy, CURLcode code, std::string_view words);

/// The status of the answer so far; 0: no status line came.
int StatusOf(const EasyHandle& easy);

}  // namespace autoj
