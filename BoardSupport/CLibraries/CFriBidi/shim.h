#pragma once
#include <fribidi/fribidi.h>

/* A composed macro that Swift does not see: the first strong letter decides the direction of a line. */
static const FriBidiParType camgate_fribidi_by_content = FRIBIDI_PAR_ON;
