"""The shaders: room and person, in linear light with one shadowed key light."""

from __future__ import annotations

COMMON = """
#version 330
uniform vec3 key_dir; uniform float key_gain;
uniform vec3 fill_dir; uniform float fill_gain; uniform float ambient;
uniform sampler2DShadow shadow; uniform mat4 shadow_matrix; uniform float texel;
float hash(vec3 p){ p = fract(p*0.3183099+vec3(.1,.17,.13)); p *= 17.0;
  return fract(p.x*p.y*p.z*(p.x+p.y+p.z)); }
float noise(vec3 x){ vec3 i=floor(x), f=fract(x); f=f*f*(3.0-2.0*f);
  vec3 o=vec3(0,0,1); vec2 e=vec2(1,0);
  return mix(mix(mix(hash(i),hash(i+e.xyy),f.x),mix(hash(i+e.yxy),hash(i+e.xxy),f.x),f.y),
             mix(mix(hash(i+o),hash(i+e.xyx),f.x),mix(hash(i+e.yxx),hash(i+1.0),f.x),f.y),f.z); }
float lit(vec3 world, vec3 n){
  vec4 s = shadow_matrix*vec4(world+n*0.012,1.0); vec3 q = s.xyz*0.5+0.5; float sum=0.0;
  for(int i=-1;i<=1;i++) for(int j=-1;j<=1;j++)
    sum += texture(shadow, vec3(q.xy+vec2(i,j)*texel*1.5, q.z-0.0015));
  return sum/9.0; }
vec3 light(vec3 world, vec3 n){
  float key = max(dot(n,key_dir)*0.85+0.15,0.0)*lit(world,n);
  float fill = max(dot(n,fill_dir)*0.7+0.3,0.0);
  float sky = 0.62+0.38*n.y;
  return vec3(1.0,0.985,0.955)*key*key_gain + vec3(0.95,0.98,1.0)*(fill*fill_gain+sky*ambient); }
vec3 shown(vec3 c){ return pow(clamp(c,0.0,1.0),vec3(1.0/2.2)); }
"""

VERTEX = """
#version 330
uniform mat4 clip;
in vec3 at; in vec3 normal; in vec3 local; in vec4 cover;
out vec3 world; out vec3 n; out vec3 place; out vec4 worn;
void main(){ world=at; n=normal; place=local; worn=cover; gl_Position=clip*vec4(at,1.0); }
"""

FLAT_VERTEX = """
#version 330
uniform mat4 clip; in vec3 at; void main(){ gl_Position=clip*vec4(at,1.0); }
"""
FLAT_FRAGMENT = """
#version 330
out vec4 colour; void main(){ colour=vec4(1.0); }
"""

ROOM = (
    COMMON
    + """
uniform vec3 base; uniform int kind; uniform float spot; uniform float window;
in vec3 world; in vec3 n; in vec3 place; in vec4 worn; out vec4 colour;
void main(){
  vec3 c = base; vec3 m = normalize(n);
  float soft = noise(world*3.0)*0.5+noise(world*9.0)*0.3+noise(world*40.0)*0.2;
  c *= 0.88+0.2*soft;
  if(kind==1 && m.y>0.5){ float row=floor(world.x/0.14); float shift=hash(vec3(row,3,1))*1.7;
    float plank=floor((world.z+shift)/1.3); c *= 0.78+0.4*hash(vec3(row,plank,7));
    c *= 0.93+0.14*noise(vec3(world.x*60.0,1.0,world.z*3.0));
    float e=abs(fract(world.x/0.14)-0.5); c *= mix(0.72,1.0,smoothstep(0.5,0.47,e)); }
  if(kind==2 && m.y>0.5){ float s=hash(floor(vec3(world.x,0,world.z)*90.0));
    c = mix(c, c*1.9+vec3(0.02), step(0.93,s)); c *= 0.95+0.1*noise(world*30.0); }
  if(kind==3 && m.y>0.5){ vec2 g=abs(fract(world.xz/0.42)-0.5);
    c *= 0.92+0.16*hash(floor(vec3(world.x/0.42,0,world.z/0.42)));
    c *= mix(0.55,1.0,smoothstep(0.5,0.482,max(g.x,g.y))); }
  if(kind==4 && abs(m.y)<0.5){ float h=world.y/0.085; float row=floor(h);
    float w=(abs(m.z)>0.5?world.x:world.z)/0.26+0.5*mod(row,2.0);
    c *= 0.8+0.35*hash(vec3(floor(w),row,2)); vec2 g=abs(fract(vec2(w,h))-0.5);
    c = mix(c*1.25+vec3(0.03), c, smoothstep(0.5,0.465,g.x)*smoothstep(0.5,0.43,g.y)); }
  if(kind==5){ float d=place.x*0.6+place.y; c = mix(base*0.75,base*1.2,smoothstep(-0.7,0.9,d));
    c += 0.12*smoothstep(0.06,0.0,abs(fract(d*1.3)-0.5)-0.12);
    float f=max(abs(place.x)/0.5,abs(place.y)/0.85); c = mix(c,vec3(0.12),step(0.96,f)); }
  if(kind==6){ float f=max(abs(place.x)/0.3,abs(place.y)/0.425);
    float band=step(0.0,place.y+0.1*sin(place.x*14.0)); c = mix(c,c*0.45+0.1,band*0.8);
    c = mix(c,vec3(0.8),smoothstep(0.012,0.008,abs(place.y+0.27))*step(abs(place.x),0.2));
    c = mix(c,vec3(0.75),step(length(place.xy-vec2(0.02,0.13)),0.09)*0.7);
    c = mix(c,vec3(0.85),step(0.93,f)); }
  vec3 l = light(world,m);
  if(kind>=1 && kind<=3 && m.y>0.5){
    float r=length(world.xz-vec2(0.0,0.05)); float ring=smoothstep(0.03,0.022,abs(r-0.33));
    c = mix(c, vec3(0.62,0.47,0.03)*(0.85+0.3*noise(world*50.0)), ring*spot); }
  float corner = 0.75+0.25*smoothstep(0.0,0.55,world.y);
  if(m.y<0.5) l *= corner;
  if(kind==7) l = vec3(window);
  colour = vec4(shown(c*l),1.0);
}
"""
)

MAT = (
    COMMON
    + """
uniform sampler2D print;
in vec3 world; in vec3 n; in vec3 place; in vec4 worn; out vec4 colour;
void main(){
  vec3 c = pow(texture(print, place.xy).rgb, vec3(2.2));
  colour = vec4(shown(c*light(world,vec3(0.0,1.0,0.0))),1.0);
}
"""
)

PERSON = (
    COMMON
    + """
uniform vec3 skin, hair, bottom, top, shoe, eye_l, eye_r, nose; uniform float loose, beard, wool;
uniform float stripes; uniform int print_kind; uniform int print_on; uniform float print_m;
uniform vec3 print_col, belt; uniform float belt_m; uniform float waist_y;
uniform vec3 eye_place;
in vec3 world; in vec3 n; in vec3 place; in vec4 worn; out vec4 colour;
float dot2(vec3 p, vec3 s){ vec3 q=p/s; return dot(q,q); }
vec3 bump(vec3 q, float depth){ const float e=0.35; float h=noise(q);
  return depth*vec3(noise(q+vec3(e,0,0))-h,noise(q+vec3(0,e,0))-h,noise(q+vec3(0,0,e))-h); }
float printed(vec3 p){ vec3 q=p/print_m;
  if(print_kind==1) return step(0.5,fract(q.x));
  if(print_kind==2) return abs(step(0.5,fract(q.x))-step(0.5,fract(q.y)));
  if(print_kind==3) return step(length(fract(q.xy)-0.5),0.28);
  if(print_kind==4) return step(0.52,noise(q*1.6)*0.7+noise(q*4.0)*0.3);
  if(print_kind==5) return step(0.5,fract((q.x+q.y)*0.7));
  if(print_kind==6) return 0.5*step(0.6,fract(q.x))+0.5*step(0.6,fract(q.y));
  return 0.0; }
void main(){
  vec3 m=normalize(n); vec3 p=place; float tone=noise(p*26.0)*0.6+noise(p*70.0)*0.4;
  vec3 c = skin*(0.93+0.14*tone); float gloss=0.06;
  vec3 scale=vec3(45.0); float depth=0.12;  // of the bumps
  float up=abs(nose.y-eye_l.y);
  // face: mouth below the nose, brows above the eyes, cheeks a little redder
  vec3 mouth = nose+vec3(0.0,-0.95*up-0.006,-0.012);
  c = mix(c, skin*vec3(0.72,0.45,0.42), smoothstep(1.25,0.8,dot2(p-mouth,vec3(0.024,0.0075,0.03))));
  vec3 a=vec3(abs(p.x),p.yz);
  vec3 brow=eye_l+vec3(0.003,0.021,0.02);
  c = mix(c, hair*0.8, smoothstep(1.2,0.7,dot2(a-brow,vec3(0.019,0.0045,0.03)))*0.85);
  c *= 1.0-0.30*smoothstep(1.5,0.4,dot2(a-eye_l-vec3(0,0.002,0.02),vec3(0.021,0.013,0.03)));
  float ball=dot2(a-eye_l-vec3(0,0,0.012),vec3(0.0145,0.0072,0.03));
  if(ball<1.0){ c=vec3(0.60,0.58,0.56); gloss=0.3;
    if(length(a.xy-eye_l.xy)<0.0062) c=hair*0.5+vec3(0.012); }
  vec3 nostril=a-nose-vec3(0.008,-0.008,0.0);
  c = mix(c, skin*0.55, smoothstep(1.2,0.7,dot2(nostril,vec3(0.005,0.003,0.02))));
  if(beard>0.5){ float g=smoothstep(0.0,0.02,(nose.y-up*0.55)-p.y);
    g*=smoothstep(-0.07,-0.03,p.y-(nose.y-up*2.2));
    g*=smoothstep(0.02,0.06,p.z-(eye_l.z-0.08)); c=mix(c,hair*(0.8+0.5*tone),g*0.75); }
  float edge=0.0012;
  float h=worn.w+0.008*(tone-0.5);
  if(h>0.0){ float strand=tone; c=hair*(0.6+0.8*strand); scale=vec3(70.0); depth=0.5; gloss=0.12; }
  if(worn.x>0.0){ c=bottom*(0.82+0.30*tone); gloss=0.03*(1.0-loose);
    scale=vec3(1.0,0.55,1.0)*(20.0+14.0*(1.0-loose)); depth=0.30+0.9*loose;
    c*=0.9+0.1*smoothstep(0.0,0.012,worn.x); }
  if(worn.y>0.0){ c=top*(0.84+0.28*tone); gloss=0.02;
    scale=vec3(18.0,12.6,18.0); depth=0.4+wool*0.6;
    c*=0.82+0.18*smoothstep(0.0,0.012,worn.y); }
  if(stripes>0.5 && worn.z<=0.0 && (worn.x>0.0||worn.y>0.0)){
    float s=(worn.y>0.0 ? p.y : p.y+0.6*abs(p.x))/0.055; c*=mix(1.0,0.25,step(0.5,fract(s))); }
  bool low=worn.x>0.0 && worn.y<=0.0, high=worn.y>0.0;
  if(print_kind>0 && worn.z<=0.0 && ((low && print_on!=2) || (high && print_on!=1)))
    c=mix(c,print_col*(0.85+0.2*tone),0.9*printed(p));
  if(low && worn.x<belt_m && p.y>waist_y-2.0*belt_m-0.03) c=belt*(0.85+0.25*tone);
  if(worn.z>0.0 && worn.x<=0.0){ c=shoe*(0.9+0.2*tone);
    if(p.y<0.022) c=mix(vec3(0.75),shoe*0.25,0.35);
    c*=0.85+0.15*step(0.3,fract(p.z*28.0+abs(p.x)*4.0)); depth=0.0; }
  m=normalize(m-bump(p*scale,depth));
  vec3 view=normalize(eye_place-world); vec3 half_way=normalize(view+key_dir);
  float shine=pow(max(dot(m,half_way),0.0),24.0)*gloss*6.0*key_gain;
  float rim=0.90+0.10*smoothstep(0.0,0.5,dot(m,view));
  colour=vec4(shown(c*light(world,m)*rim+vec3(shine)*0.3),1.0);
}
"""
)

# A second way to shade a person, for judging what was learnt from the first: light worked out at
# the vertices alone and without shadows, hardly any texture, another curve from light to bytes.
PLAIN_VERTEX = """
#version 330
uniform mat4 clip; uniform vec3 key_dir, fill_dir; uniform float key_gain, fill_gain, ambient;
in vec3 at; in vec3 normal; in vec3 local; in vec4 cover;
out vec3 glow; out vec3 place; out vec4 worn;
void main(){
  float side=dot(normal,key_dir)*0.5+0.5, other=dot(normal,fill_dir)*0.5+0.5;
  vec3 sky=mix(vec3(0.30,0.25,0.21),vec3(0.52,0.56,0.62),normal.y*0.5+0.5);
  glow=vec3(1.04,0.99,0.92)*side*side*key_gain*1.25+vec3(0.9,0.95,1.05)*other*fill_gain+sky*ambient;
  place=local; worn=cover; gl_Position=clip*vec4(at,1.0); }
"""

PLAIN_PERSON = """
#version 330
uniform vec3 skin, hair, bottom, top, shoe, belt, print_col;
uniform int print_kind, print_on; uniform float print_m, belt_m, waist_y, stripes;
in vec3 glow; in vec3 place; in vec4 worn; out vec4 colour;
float cell(vec3 q){ return fract(sin(dot(floor(q),vec3(12.9898,78.233,37.719)))*43758.5453); }
void main(){
  vec3 p=place, c=skin; float weave=0.94+0.12*cell(p*160.0);
  bool low=worn.x>0.0 && worn.y<=0.0, high=worn.y>0.0;
  if(worn.w>0.0) c=hair; if(worn.x>0.0) c=bottom*weave; if(high) c=top*weave;
  vec2 f=fract(p.xy/print_m); float mark=0.0;
  if(print_kind==6) mark=max(step(f.x,0.18),step(f.y,0.18));
  else if(print_kind>0) mark=step(f.y+0.15*sin(p.x/print_m*3.0),0.45);
  if(stripes>0.5) mark=step(fract(p.y/0.05),0.4);
  if((low && print_on!=2)||(high && print_on!=1)) c=mix(c,print_col,mark*0.85);
  if(low && worn.x<belt_m && p.y>waist_y-2.0*belt_m-0.03) c=belt;
  if(worn.z>0.0 && worn.x<=0.0) c=shoe;
  vec3 v=c*glow*1.1; v=v*(2.2*v+0.1)/(v*(2.0*v+0.6)+0.14);
  colour=vec4(pow(clamp(v,0.0,1.0),vec3(1.0/2.2)),1.0); }
"""
